-- Plan, do, check, act (Shewhart, Deming): for a change small enough to try.

return {
  doc = "Plan, do, check, act: try a change, keep it if it helps.",
  steps = {
    { "plan", label = "Plan", needs = { "measure", "baseline", "target", "due", "owner" }, within = "30d",
      doc = "Say what is tried, and which value by which day would show that it helps." },
    { "do", label = "Do", needs = { "note" }, within = "60d", doc = "Try it, and note what was done." },
    { "check", label = "Check", needs = { "actual" }, within = "30d", next = { "act", "plan" },
      doc = "Measure again and hold it against the target." },
    { "act", label = "Act", needs = { "note" }, within = "30d", doc = "Make it the way things are done, and note how." },
  },
  choose = function(i) return i.reached and "act" or "plan" end,
}
