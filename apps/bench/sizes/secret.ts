/** Of the bundles: 32 bytes in hexadecimal digits, since one library wants them. */
export const SECRET = '3f1c9a4e7b2d8605c4e1f7a9380b6d52e9c7145af08b3d6271e4c95fa2708d1b'
