/** A drawn face as a picture, so that the gallery needs no files. */
const face = (sky: string, skin: string, hair: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${sky}"/><circle cx="32" cy="70" r="26" fill="${hair}"/><circle cx="32" cy="29" r="14" fill="${skin}"/><path d="M17 29a15 15 0 0 1 30 0q-8-8-15-8t-15 8" fill="${hair}"/></svg>`,
  )}`;

export const mira = { name: 'Mira Kovač', avatarUrl: face('#7a4b2a', '#e9b98d', '#2a1a12') };
export const jonas = { name: 'Jonas Weber', avatarUrl: null };
export const people = [
  mira,
  jonas,
  { name: 'Ana Maria de Souza', avatarUrl: face('#41584a', '#b07a52', '#171210') },
  { name: 'Tom', avatarUrl: null },
  { name: 'Ruža Đorđević', avatarUrl: null },
  { name: 'Kai Ito', avatarUrl: '/broken.png' },
  { name: 'Święty Łukasz', avatarUrl: null },
];
