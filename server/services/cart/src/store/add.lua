-- KEYS cart, saved, notices; ARGV ttl, offer, quantity, limit, price, currency, most lines.
-- Answers the quantity in the cart, what it would be without the limit, and the units of the whole cart.
local cart, offer = KEYS[1], ARGV[2]
local line = read(cart, offer)
if not line and full(cart, ARGV[7]) then return redis.error_reply('FULL no more lines fit') end

local others, latest = 0, 0
for _, text in ipairs(redis.call('hvals', cart)) do
  local other = cjson.decode(text)
  others, latest = others + other.quantity, math.max(latest, other.added_at_ms)
end
if line then
  others = others - line.quantity
else
  -- Later than the others even within a millisecond, because lines stand in this order.
  local time = redis.call('time')
  line = { quantity = 0, added_at_ms = math.max(time[1] * 1000 + math.floor(time[2] / 1000), latest + 1) }
end

-- Who adds more has seen the price of today.
line.price_minor, line.currency = tonumber(ARGV[5]), ARGV[6]
local wanted = line.quantity + tonumber(ARGV[3])
set(cart, offer, line, math.min(wanted, tonumber(ARGV[4])))
keep(KEYS)
return { line.quantity, wanted, others + line.quantity }
