-- What processes have told of themselves as consumers lately, see register-listeners.lua.
-- KEYS: consumers
-- Needs: now
-- Provides: CONSUMER_KEPT, MAX_CONSUMERS, told_consumers()

-- Milliseconds
local CONSUMER_KEPT = 120000
local MAX_CONSUMERS = 1000

-- Returns what they have told, each followed by the moment when.
local function told_consumers()
	return redis.call('ZRANGE', consumers, '(' .. now - CONSUMER_KEPT, '+inf', 'BYSCORE', 'LIMIT', 0, MAX_CONSUMERS, 'WITHSCORES')
end
