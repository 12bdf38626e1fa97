export const messageLimits = { length: 4000, pageSize: 50, catchUpSize: 200 };

export type MessageKind = 'text' | 'link' | 'video';
