local seen = 0

return {
  doc = "Counts the rows it saw, which would depend on their order.",
  features = { trust = latest("trust") },
  factors = {
    { "trust" },
    { "turn", value = function()
        seen = seen + 1
        return seen % 2
      end },
  },
  bands = { { "cold", 0 }, { "warm", 0.5 } },
}
