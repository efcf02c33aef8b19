-- KEYS from, to, notices; ARGV ttl, offer, limit, most lines, and a name when there is something to say about a rest.
local from, to, offer = KEYS[1], KEYS[2], ARGV[2]
local line, there = read(from, offer), read(to, offer)
if not line then return redis.error_reply('MISSING the line is not there') end
if not there and full(to, ARGV[4]) then return redis.error_reply('FULL no more lines fit') end

local sum = line.quantity + (there and there.quantity or 0)
local fit = math.min(sum, tonumber(ARGV[3]))
set(to, offer, there or line, fit)
set(from, offer, line, sum - fit)
if fit < sum and ARGV[5] then
  tell(KEYS[3], string.format('Only %d left: %s. The rest stays saved for later.', fit, ARGV[5]))
end
keep(KEYS)
