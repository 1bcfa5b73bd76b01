package io.github.redisqueues.internal.lock;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.redisqueues.internal.wait.WakeUps;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which threads of this process wait. A line is there as long as somebody
 * uses it.
 */
final class LockLines {

	private final Map<String, Entry> lines = new ConcurrentHashMap<>();

	private final WakeUps wakeUps;

	LockLines(WakeUps wakeUps) {
		this.wakeUps = wakeUps;
	}

	/**
	 * Opens a line, or finds it open; {@link #exit} must follow.
	 * @param name by what a wake-up names the line
	 * @param leaveQueue takes the line from those that wait in Redis; must not block
	 * @return the line
	 */
	LockLine enter(String name, Supplier<CompletableFuture<Void>> leaveQueue) {
		return this.lines.compute(name, (key, entry) -> {
			if (entry != null) {
				return new Entry(entry.line, entry.users + 1);
			}
			LockLine line = new LockLine(name, this.wakeUps, leaveQueue);
			this.wakeUps.add(name, line);
			return new Entry(line, 1);
		}).line;
	}

	void exit(LockLine line) {
		this.lines.computeIfPresent(line.name(), (key, entry) -> {
			if (entry.users > 1) {
				return new Entry(entry.line, entry.users - 1);
			}
			this.wakeUps.remove(key);
			return null;
		});
	}

	void wakeFirst(String name) {
		LockLine line = find(name);
		if (line != null) {
			line.wakeFirst();
		}
	}

	/**
	 * Whether nobody is to wait at the moment.
	 */
	boolean isClosed() {
		return this.wakeUps.isClosed();
	}

	boolean isAnybodyWaiting() {
		return !this.lines.isEmpty();
	}

	@Nullable LockLine find(String name) {
		Entry entry = this.lines.get(name);
		return (entry != null) ? entry.line : null;
	}

	/**
	 * A line and how many use it.
	 *
	 * @param line the line
	 * @param users how many threads
	 */
	private record Entry(LockLine line, int users) {

	}

}
