-- Those who live by agreed levels, units and suppliers alike: the shipped health rule, with what was agreed and how easy we are.
-- What is not said here is as in health.lua; factors merge by name. Source: house.
return extend("health", {
  doc = "How well a relationship that has agreed levels serves both sides.",

  features = {
    agreed = average("sla", { within = "90d" }),
    ease   = average("ces", { within = "180d" }),
  },

  params = { hopeless = 0.8, met = 0.98 },            -- share of what was agreed: costs everything below, nothing above

  factors = {
    { "agreed", weight = 3, say = "{agreed%} of what was agreed was delivered, over 90 days",
      value = function(r, p) return ramp(r.agreed, p.hopeless, p.met) end },
    { "ease", weight = 1, say = "they find us {ease%} easy to work with" },
  },
})
