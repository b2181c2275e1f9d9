import type { Edit, FromWebview, PageCommand, ToWebview } from './protocol';

/** What VS Code gives a page to talk to its host with. */
export interface HostApi {
  postMessage(message: FromWebview): void;
}

/** The messages that the page sends, each by its name. */
interface Post {
  ready(): void;
  edits(editNumber: number, edits: readonly Edit[]): void;
  flushed(id: number, editNumber: number, edits: readonly Edit[]): void;
  command(command: PageCommand): void;
  failed(text: string): void;
}

/** Typed sending on top of the host's one function. */
export function createPost(api: HostApi): Post {
  return {
    ready: () => api.postMessage({ type: 'ready' }),
    edits: (editNumber, edits) => api.postMessage({ type: 'edits', editNumber, edits }),
    flushed: (id, editNumber, edits) => api.postMessage({ type: 'flushed', id, editNumber, edits }),
    command: (command) => api.postMessage({ type: 'command', command }),
    failed: (text) => api.postMessage({ type: 'failed', text }),
  };
}

/** Calls `receive` for each message of the host; gives back what stops it. */
export function onHostMessage(window: Window, receive: (message: ToWebview) => void): () => void {
  const listener = (event: MessageEvent<ToWebview>): void => receive(event.data);
  window.addEventListener('message', listener);
  return () => window.removeEventListener('message', listener);
}
