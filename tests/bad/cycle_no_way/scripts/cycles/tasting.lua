return {
  doc = "Try a dish.",
  steps = {
    { "taste", next = "serve" },
    { "cook" },
    { "serve", next = "taste" },
  },
}
