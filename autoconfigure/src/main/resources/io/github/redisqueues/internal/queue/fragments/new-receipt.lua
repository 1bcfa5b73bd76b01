-- Makes earlier receipts of a message invalid: when a message enters the queue whose id may have been
-- used before, and when one is returned whose attempt does not count.
-- KEYS: attempts meta
-- Needs: now
-- Provides: set_receipt(), new_receipt(), renew_receipt()

local function set_receipt(id, number)
	redis.call('HSET', attempts, id, number .. '.' .. now .. '-' .. redis.call('HINCRBY', meta, 'sequence', 1))
end

local function new_receipt(id)
	set_receipt(id, 1)
end

local function renew_receipt(id)
	set_receipt(id, string.match(redis.call('HGET', attempts, id) or '1', '^%d+') or 1)
end
