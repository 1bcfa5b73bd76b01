-- Checks that messages are leased as they were when they were taken. Returns from the script if one is not. ARGV has their
-- ids, and `taken_until` the deadlines that their leases had, as packed doubles, or one if all are the same.
-- KEYS: inflight
-- Needs: now, first_rest, taken_until
-- Provides: none

--@ plain
local deadlines = ARGV[first_rest + 1] and redis.call('ZMSCORE', inflight, unpack(ARGV, first_rest))
	or { redis.call('ZSCORE', inflight, ARGV[first_rest]) }
local taken, stored, deadline = struct.unpack('>d', taken_until), nil, nil
for i = 1, #deadlines do
	if i > 1 and #taken_until > 8 then
		taken = struct.unpack('>d', taken_until, 8 * i - 7)
	end
	if deadlines[i] ~= stored then
		stored = deadlines[i]
		deadline = stored and tonumber(stored)
	end
	if deadline ~= taken or taken <= now then
		return NOT_PLAIN
	end
end
