return {
  features = { trust = latest("trust") },
  factors = {
    { "trust", value = function(r)
        local weights = { gold = 1 }
        return weights.silver.value * r.trust
      end },
  },
}
