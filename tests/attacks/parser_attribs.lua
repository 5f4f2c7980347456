-- attributes that are none
local x <weird> = 1
