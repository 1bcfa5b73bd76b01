-- Returns from the script with the messages: of each the lengths of id and envelope, and these.
-- Needs: ids, envelopes, head (what comes before them)
-- Provides: none

if not ids[2] then
	return head .. struct.pack('>I4I4', #ids[1], #envelopes[1]) .. ids[1] .. envelopes[1]
end
local reply = { head }
for i = 1, #ids do
	local id, envelope = ids[i], envelopes[i]
	reply[i + 1] = struct.pack('>I4I4', #id, #envelope) .. id .. envelope
end
return table.concat(reply)
