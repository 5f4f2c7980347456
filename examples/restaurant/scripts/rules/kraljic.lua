-- Where a supplier stands in Kraljic's matrix: profit impact against supply risk, two attributes we declared ourselves
-- (models/vocabulary.yaml), read here by their names. "High" begins at the parameter, inclusive.
-- Source: Kraljic (1983), Purchasing must become supply management. The thresholds are ours.
return {
  doc = "Supplier segment by profit impact and supply risk.",

  params = { impact = 0.5, risk = 0.5 },

  classes = { "strategic", "bottleneck", "leverage", "non-critical" },

  class = function(r, p)
    local weighty, risky = r.profit_impact >= p.impact, r.supply_risk >= p.risk
    if weighty and risky then return "strategic" end
    if risky then return "bottleneck" end
    if weighty then return "leverage" end
    return "non-critical"
  end,
}
