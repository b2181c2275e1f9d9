/** A style sheet that the build writes beside the bundle. */
declare module '*.css';
