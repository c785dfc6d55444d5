export default { title: 'Usage' } as const;
