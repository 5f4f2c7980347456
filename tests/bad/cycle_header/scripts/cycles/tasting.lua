-- Wrong words in a cycle are told each at its place; words in comments, such as stepps, are not.
return {
  docs = "Try a dish.",
  stepps = {},
  steps = {
    { "taste", needs = { "targt", "note" }, within = "3 moons" },
    { "cook", labl = "Cook it", within = 30, doc = {} },
    { "serve", needs = 3 },
  },
}
