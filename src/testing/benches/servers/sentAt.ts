/** The system's monotonic clock, which all processes of a machine share. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** A message's words, which tell when it was sent. */
export const sayNow = () => `sent at ${nowMs().toFixed(3)}, see you at the stage`;

export const SENT_AT = /sent at (\d+\.\d+)/;
