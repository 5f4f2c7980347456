return {
  features = { trust = latest("trust") },
  classes = { "leader", "follower" },
  class = function(r)
    return "folower"
  end,
}
