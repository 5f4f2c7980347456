return {
  doc = "Try a dish.",
  steps = {
    { "taste" },
    { label = "Cook it" },
    { "serve it" },
    { "closed" },
    { "taste" },
    "cook",
  },
}
