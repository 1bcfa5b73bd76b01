-- Housekeeping, bounded: expired messages become dead letters, due messages become ready, and messages
-- whose lease ran out are returned or become dead letters. The attempt does not count if the message was
-- pushed and no process has taken it. Each change begins with a removal, which Redis allows when it is
-- out of memory.
-- KEYS: messages delayed inflight expiries attempts
-- Needs: now, max_attempts, is_idle (nothing delayed, expiring or leased), is_plain (nothing delayed or expiring)
-- Provides: became_ready (how many messages became ready), is_incomplete (whether there may be more to do),
--           none (an empty table, not to be changed)

local MAX_SWEPT = 100

local became_ready, is_incomplete = 0, false
-- One empty table for all results that are empty, as a table costs time
local none = {}
local expired, due = none, none
if not is_plain then
	expired = redis.call('ZRANGE', expiries, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)
	due = redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)
end
local expired_leases = is_idle and none or redis.call('ZRANGE', inflight, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT, 'WITHSCORES')
if expired[1] or due[1] or expired_leases[1] then
	--@ envelope
	--@ groups
	--@ ready
	--@ next-attempt
	--@ new-receipt
	--@ pushed-lease
	--@ dead-letters
	--@ room
	local promoted, dying = 0, 0
	for _, id in ipairs(expired) do
		redis.call('ZREM', expiries, id)
		local envelope = redis.call('HGET', messages, id)
		if envelope then
			if redis.call('ZREM', delayed, id) == 0 and not withdraw_waiting(id) then
				withdraw_ready(id, envelope)
			end
			promoted = promoted + dead_letter(id, 'expired', envelope)
			dying = dying + 1
		end
	end
	if expired[1] then
		due = redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)
	end
	is_incomplete = #due == MAX_SWEPT or #expired_leases == 2 * MAX_SWEPT
	if due[1] then
		redis.call('ZREM', delayed, unpack(due))
		due = join(due)
	end
	if due[1] then
		add_ready(due)
	end
	local returned = {}
	for i = 1, #expired_leases, 2 do
		local id = expired_leases[i]
		redis.call('ZREM', inflight, id)
		local envelope = redis.call('HGET', messages, id)
		if envelope then
			if was_pushed(tonumber(expired_leases[i + 1])) then
				renew_receipt(id)
				returned[#returned + 1] = id
			elseif next_attempt(id, max_attempts_of(envelope) or max_attempts) then
				returned[#returned + 1] = id
			else
				promoted = promoted + dead_letter(id, 'max-attempts', envelope)
				dying = dying + 1
			end
		end
	end
	if returned[1] then
		return_ready(returned)
	end
	became_ready = #due + #returned + promoted
	local woken = wake_senders(dying)
end
