-- Receipts of an earlier time must stay worthless: when a message comes into the queue whose id may
-- have been in it before, and when one is given back whose attempt is not to count.
-- KEYS: attempts meta
-- Needs: now
-- Provides: begin_life, renew_life

local function life_of_attempt(id, number)
	redis.call('HSET', attempts, id, number .. '.' .. now .. '-' .. redis.call('HINCRBY', meta, 'sequence', 1))
end

local function begin_life(id)
	life_of_attempt(id, 1)
end

local function renew_life(id)
	life_of_attempt(id, string.match(redis.call('HGET', attempts, id) or '1', '^%d+') or 1)
end
