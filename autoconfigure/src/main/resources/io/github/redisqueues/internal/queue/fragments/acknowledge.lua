-- Settles the messages whose receipts are valid. ARGV has the ids, then their receipts, and then their
-- deduplication ids if `deduplicated` is 1. `taken_until` has the deadlines that their leases had when they were
-- taken, as packed doubles.
-- KEYS: messages inflight attempts places paused
-- Needs: now, duplicate_window, count, deduplicated, first_rest, taken_until
-- Provides: settled (how many), is_settled (table: index of the message to true), followed (how many
--           messages of the same groups became ready), are_stored (false if no limit was changed)

local settled, is_settled, followed = 0, {}, 0
local deadlines = redis.call('ZMSCORE', inflight, unpack(ARGV, first_rest, first_rest + count - 1))
local are_stored = redis.call('EXISTS', attempts, places, paused) > 0
local current = are_stored and redis.call('HMGET', attempts, unpack(ARGV, first_rest, first_rest + count - 1)) or {}
--@ same-delivery
local settled_ids, deduplication_ids = {}, {}
for i = 1, count do
	local receipt = ARGV[first_rest + count + i - 1]
	local deadline = tonumber(deadlines[i] or 0)
	local taken = struct.unpack('>d', taken_until, 8 * i - 7)
	if deadline > now and (current[i] or '1') == receipt and (deadline == taken or is_same(deadline, taken)) then
		settled_ids[#settled_ids + 1] = ARGV[first_rest + i - 1]
		deduplication_ids[#settled_ids] = deduplicated == 1 and ARGV[first_rest + 2 * count + i - 1] or ''
		is_settled[i] = true
	end
end
if settled_ids[1] then
	settled = redis.call('ZREM', inflight, unpack(settled_ids))
	if duplicate_window == 0 and deduplicated == 0 and not are_stored then
		redis.call('HDEL', messages, unpack(settled_ids))
	else
		--@ settle
		followed = delete_messages(settled_ids, deduplication_ids)
	end
end
