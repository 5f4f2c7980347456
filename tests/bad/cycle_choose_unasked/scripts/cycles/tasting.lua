return {
  doc = "Try a dish.",
  steps = { { "taste" }, { "cook" } },
  choose = function(i) return i.reached and "cook" or "taste" end,
}
