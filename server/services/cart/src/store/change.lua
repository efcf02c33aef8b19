-- KEYS cart, saved, notices; ARGV ttl, offer, quantity, limit, name.
local cart, offer, quantity, limit = KEYS[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local line = read(cart, offer)
if not line then return redis.error_reply('MISSING the line is not in the cart') end
set(cart, offer, line, math.min(quantity, limit))
if limit < quantity then
  tell(KEYS[3], string.format('Only %d left: %s.', limit, ARGV[5]))
end
keep(KEYS)
