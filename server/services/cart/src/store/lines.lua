-- What the scripts share. Its first argument is how long to keep what was written, in seconds.

local KEPT = ARGV[1]

-- More would not be read; the newest count.
local MOST_NOTICES = 20

local function read(key, offer)
  local text = redis.call('hget', key, offer)
  return text and cjson.decode(text)
end

-- Spelled out, because cjson writes large numbers with an exponent.
local function write(key, offer, line)
  redis.call('hset', key, offer, string.format(
    '{"quantity":%d,"price_minor":%.0f,"currency":"%s","added_at_ms":%.0f}',
    line.quantity, line.price_minor, line.currency, line.added_at_ms))
end

-- Writes the line with another quantity; none of it is no line.
local function set(key, offer, line, quantity)
  if quantity > 0 then
    line.quantity = quantity
    write(key, offer, line)
  else
    redis.call('hdel', key, offer)
  end
end

local function full(key, most)
  return redis.call('hlen', key) >= tonumber(most)
end

local function tell(key, text)
  redis.call('rpush', key, text)
  redis.call('ltrim', key, -MOST_NOTICES, -1)
end

local function keep(keys)
  for _, key in ipairs(keys) do
    redis.call('expire', key, KEPT)
  end
end

