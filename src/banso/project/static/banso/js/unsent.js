// On error pages: what was sent was not taken, so its draft stays.
for (const key of Object.keys(localStorage).filter((name) => /^bn:.*:draft:/.test(name))) {
  const draft = JSON.parse(localStorage.getItem(key));
  if (draft?.sent) localStorage.setItem(key, JSON.stringify({ values: draft.values }));
}
