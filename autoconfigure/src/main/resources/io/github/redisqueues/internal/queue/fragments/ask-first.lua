-- In a fan-out each queue is asked whether it accepts the message before any queue stores it.
-- Needs: asking, text()
-- Provides: none

if asking then
	return struct.pack('>dd', 2, 0) .. text('')
end
