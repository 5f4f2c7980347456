return {
  doc = "Try a dish.",
  steps = { { "taste" }, { "cook" }
}
