import { printJson, type Json } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { Language } from './draft';

/** A function to begin with. */
export interface Template {
  readonly language: Language;
  readonly label: Message;
  readonly detail: Message;
  readonly handler: string;
  /** The file with the handler; it is opened. */
  readonly main: string;
  /** Name to text. */
  readonly files: Readonly<Record<string, string>>;
}

const EVENT: Json = { name: 'Ada' };

/** What an API gateway hands over (FunctionGraph's APIG trigger), as far as the templates use it. */
const REQUEST: Json = {
  httpMethod: 'GET',
  path: '/hello',
  headers: { accept: 'application/json' },
  queryStringParameters: { name: 'Ada' },
  body: '',
  isBase64Encoded: false,
};

/** All templates, in the order in which they are offered. */
export const TEMPLATES: readonly Template[] = [
  {
    language: 'node',
    label: message('Node.js: event'),
    detail: message('Takes an event and returns a value'),
    handler: 'index.handler',
    main: 'index.js',
    files: {
      'index.js': `exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const payload = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  console.log('called with', payload);
  return { message: \`Hello, \${payload.name ?? 'world'}\` };
};
`,
      'payload.json': file(EVENT),
    },
  },
  {
    language: 'node',
    label: message('Node.js: HTTP'),
    detail: message('Takes the request of an API gateway and returns a response'),
    handler: 'index.handler',
    main: 'index.js',
    files: {
      'index.js': `exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the request.
  const request = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const { name = 'world' } = request.queryStringParameters ?? request.queryParameters ?? {};
  console.log(request.httpMethod ?? request.requestContext?.http?.method, request.path ?? request.rawPath);
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    isBase64Encoded: false,
    body: JSON.stringify({ message: \`Hello, \${name}\` }),
  };
};
`,
      'payload.json': file(REQUEST),
    },
  },
  {
    language: 'python',
    label: message('Python: event'),
    detail: message('Takes an event and returns a value'),
    handler: 'index.handler',
    main: 'index.py',
    files: {
      'index.py': `import json


def handler(event, context):
    # FunctionGraph hands over a dict, Function Compute the bytes of the payload.
    payload = json.loads(event) if isinstance(event, bytes) else event
    print('called with', payload)
    return {'message': f"Hello, {payload.get('name', 'world')}"}
`,
      'payload.json': file(EVENT),
    },
  },
  {
    language: 'python',
    label: message('Python: HTTP'),
    detail: message('Takes the request of an API gateway and returns a response'),
    handler: 'index.handler',
    main: 'index.py',
    files: {
      'index.py': `import json


def handler(event, context):
    # FunctionGraph hands over a dict, Function Compute the bytes of the request.
    request = json.loads(event) if isinstance(event, bytes) else event
    query = request.get('queryStringParameters') or request.get('queryParameters') or {}
    print(request.get('httpMethod'), request.get('path') or request.get('rawPath'))
    return {
        'statusCode': 200,
        'headers': {'Content-Type': 'application/json'},
        'isBase64Encoded': False,
        'body': json.dumps({'message': f"Hello, {query.get('name', 'world')}"}),
    }
`,
      'payload.json': file(REQUEST),
    },
  },
];

function file(content: Json): string {
  return `${printJson(content, 2)}\n`;
}
