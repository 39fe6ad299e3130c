"""Which existing communities become demonstration sites: a choice under rules, in whole numbers (docs/siting.md)."""
