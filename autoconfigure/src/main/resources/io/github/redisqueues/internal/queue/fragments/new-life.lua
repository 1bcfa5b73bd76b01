-- Makes earlier receipts of a message invalid: when a message enters the queue whose id may have been
-- used before, and when one is returned whose attempt does not count.
-- KEYS: attempts meta
-- Needs: now
-- Provides: begin_life(), renew_life()

local function life_of_attempt(id, number)
	redis.call('HSET', attempts, id, number .. '.' .. now .. '-' .. redis.call('HINCRBY', meta, 'sequence', 1))
end

local function begin_life(id)
	life_of_attempt(id, 1)
end

local function renew_life(id)
	life_of_attempt(id, string.match(redis.call('HGET', attempts, id) or '1', '^%d+') or 1)
end
