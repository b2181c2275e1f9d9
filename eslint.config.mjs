import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript';
import ts from 'typescript-eslint';

/**
 * `vscode.l10n.t` writes 12345 in every language: how many there are goes through `counted`, and what is no quantity (a
 * line, a port, a status) through `String`.
 * @type {import('eslint').Rule.RuleModule}
 */
const countedNumbers = {
  meta: {
    type: 'problem',
    messages: {
      bare: 'Say how the number is written: counted(…) for a quantity, String(…) for anything else.',
    },
  },
  create: (context) => ({
    'CallExpression[callee.object.property.name="l10n"][callee.property.name="t"]': (
      /** @type {import('estree').CallExpression} */ call,
    ) => {
      /** @type {unknown} */
      const services = context.sourceCode.parserServices;
      const { program, getTypeAtLocation } = /** @type {TypeServices} */ (services);
      const checker = program.getTypeChecker();
      for (const node of call.arguments.slice(1)) {
        const type = getTypeAtLocation(node.type === 'SpreadElement' ? node.argument : node);
        const parts = [
          type,
          ...checker.getTypeArguments(/** @type {import('typescript').TypeReference} */ (type)),
        ];
        const all = parts.flatMap((part) => (part.isUnion() ? part.types : [part]));
        if (all.some(({ flags }) => (flags & typescript.TypeFlags.NumberLike) !== 0)) {
          context.report({ node, messageId: 'bare' });
        }
      }
    },
  }),
};

/**
 * What typescript-eslint gives a rule.
 * @typedef {object} TypeServices
 * @property {import('typescript').Program} program
 * @property {(node: import('estree').Node) => import('typescript').Type} getTypeAtLocation
 */

export default defineConfig(
  // The samples are what a person would write, the shims stand in for CommonJS packages.
  globalIgnores(['dist', 'out', 'media/samples', 'test/harness/shims', 'test/harness/*/node_modules']),
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house: { rules: { 'counted-numbers': countedNumbers } } },
    rules: {
      'house/counted-numbers': 'error',
      'no-undef': 'off', // TypeScript knows better
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { caughtErrors: 'none' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': false, 'ts-ignore': true, 'ts-nocheck': true },
      ],
    },
  },
);
