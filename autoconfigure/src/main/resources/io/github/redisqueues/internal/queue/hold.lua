-- Holds messages that are to be moved to another queue: those with the given ids, or if there are none, the ready
-- ones, those that wait in their groups, and the delayed ones, up to a number. A held message is delayed, so
-- that it comes back by itself, to the end of the queue, if it is not moved. The half millisecond in its due
-- moment says that it is held; another move leaves it alone until then.
-- KEYS: messages delayed inflight dead expiries attempts places grouped
-- ARGV: [duplicate_window publish_counts_subscribers hold_for limit] wake_channel ...
--       the ids
-- Returns: for each message id, until when it is held, the moment when it falls due or 0, the moment when it expires or 0, its receipt and envelope
-- Called by: MoveClient.hold

--@ clock
--@ groups
--@ ready
--@ settle
--@ reply
local HALF = 0.5
local MAX_PASSED = 2000
local reply, promoted = {}, 0

local function is_held(due)
	return due % 1 ~= 0 and due > now
end

-- Holds a message that the caller has removed from where it was. It joins its group again when it is due.
local function hold(id, due)
	local envelope, place = redis.call('HGET', messages, id), redis.call('HGET', places, id)
	if due == 0 then
		promoted = promoted + leave_groups({ id })
	end
	if not envelope then
		redis.call('HDEL', places, id)
		return
	end
	local held_until = math.max(due, now + hold_for)
	redis.call('ZADD', delayed, held_until + HALF, id)
	if due == 0 and place then
		redis.call('HSET', places, id, NOT_JOINED .. string.sub(place, 7))
	end
	reply[#reply + 1] = text(id)
		.. struct.pack('>ddd', held_until, due, tonumber(redis.call('ZSCORE', expiries, id) or 0))
		.. text(redis.call('HGET', attempts, id) or '1')
		.. text(envelope)
end

if #ARGV >= first_rest then
	for i = first_rest, #ARGV do
		local id = ARGV[i]
		local envelope = redis.call('HGET', messages, id)
		local due = envelope and redis.call('ZSCORE', delayed, id)
		if due then
			if not is_held(tonumber(due)) then
				hold(id, math.floor(tonumber(due)))
			end
		elseif envelope and not redis.call('ZSCORE', inflight, id) and not redis.call('ZSCORE', dead, id) then
			if not withdraw_waiting(id) then
				withdraw_ready(id, envelope)
				remove_withdrawn({ id })
			end
			hold(id, 0)
		end
	end
else
	local is_plain = false
	local dues = {}
	--@ ready-take
	local waiting = #next_ids < limit and redis.call('ZPOPMIN', grouped, limit - #next_ids) or {}
	for i = 1, #waiting, 2 do
		next_ids[#next_ids + 1] = id_of_waiting(waiting[i])
	end
	local due = #next_ids < limit and redis.call('ZRANGE', delayed, 0, limit + MAX_PASSED, 'WITHSCORES') or {}
	for i = 1, #due, 2 do
		if #next_ids < limit and not is_held(tonumber(due[i + 1])) then
			next_ids[#next_ids + 1] = due[i]
			dues[#next_ids] = math.floor(tonumber(due[i + 1]))
		end
	end
	for i, id in ipairs(next_ids) do
		hold(id, dues[i] or 0)
	end
end
if promoted > 0 then
	--@ wake
	wake(promoted)
end
return table.concat(reply)
