local hoard = {}
while true do
  hoard[#hoard + 1] = ("x"):rep(100000) .. #hoard
end
