/** For tests of the server, which make recovery codes as a browser does. */
export { newRecoveryCodes } from '../web/accounts/newRecoveryCodes.ts';
