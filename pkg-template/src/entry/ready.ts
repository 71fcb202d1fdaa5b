/** `init` and `initAuthoring` where the package is ready once imported. */
export async function ready(): Promise<void> {}
