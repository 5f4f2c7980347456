-- Suppliers: the shipped health rule with another eye. What is not said here is as in health.lua: factors merge by name.
-- Source: house.
return extend("health", {
  doc = "How well a supply relationship serves both sides.",

  features = {
    on_time = average("sla", { within = "90d" }),
  },

  factors = {
    { "on_time", weight = 4, say = "{on_time%} of what was agreed came as agreed, over 90 days" },
    { "csat", off = true },                           -- guests fill in cards, suppliers do not
  },

  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 0.8 } },
})
