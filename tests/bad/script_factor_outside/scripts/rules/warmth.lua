return {
  features = { trust = latest("trust") },
  factors = {
    { "trust" },
    { "double", value = function(r)
        return 3 * r.trust
      end },
    { "odd", value = function(r) return 0 / 0 end },
    { "word", value = function(r) return "high" end },
  },
}
