return {
  doc = "Try a dish.",
  steps = {
    { "taste", next = { "cok", "serve" } },
    { "cook", next = 3 },
    { "serve", next = {} },
  },
  choose = function(i) return i.reached and "cook" or "serve" end,
}
