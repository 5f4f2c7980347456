return {
  doc = "Try a dish.",
  steps = {
    { "taste", next = { "cook", "closed" } },
    { "cook", next = "taste" },
  },
  choose = "cook",
}
