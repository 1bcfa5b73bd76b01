package io.github.redisqueues.internal.queue.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * Letters at random, each of which its queue accepts.
 */
final class Letters {

	private Letters() {
	}

	/**
	 * A letter for one message.
	 * @param random where it comes from
	 * @param settings of the queue
	 * @param now the server's clock
	 * @param ids ids that were used before
	 * @return the letter
	 */
	static Letter of(Random random, QueueSettings<String> settings, long now, Collection<String> ids) {
		Letter letter = ofMany(random, settings, now);
		int identity = random.nextInt(10);
		if (identity < 2) {
			letter = letter.withDeduplicationId("d" + random.nextInt(4));
		}
		if (identity == 1 || identity == 2) {
			letter = letter.withId("given" + random.nextInt(5));
		}
		if (identity == 3 && !ids.isEmpty()) {
			letter = letter.withId(List.copyOf(ids).get(random.nextInt(ids.size())));
		}
		boolean isNamed = letter.id().isPresent() || letter.deduplicationId().isPresent();
		if (isNamed && letter.timeToLive().isEmpty() && random.nextInt(2) == 0) {
			letter = letter.withDebounce(30 + random.nextInt(40), 70 + random.nextInt(60));
		}
		return letter;
	}

	/**
	 * A letter for any number of messages.
	 * @param random where it comes from
	 * @param settings of the queue
	 * @param now the server's clock
	 * @return the letter
	 */
	static Letter ofMany(Random random, QueueSettings<String> settings, long now) {
		Letter letter = Letter.PLAIN;
		if (settings.type() == QueueType.PRIORITY && random.nextInt(4) > 0) {
			letter = letter.withPriority((random.nextInt(20) == 0) ? random.nextInt() : random.nextInt(4) - 1);
		}
		if (random.nextInt(8) == 0) {
			letter = letter.withHeaders(Map.of("trace", "t" + random.nextInt(100)));
		}
		boolean grouped = settings.type() != QueueType.LIFO && random.nextInt(3) == 0;
		if (grouped) {
			letter = letter.withGroup("g" + random.nextInt(3));
		}
		long delay = settings.delay().toMillis();
		if (random.nextInt(5) == 0) {
			// Whoever falls due before one can look joins its group in an order that
			// nobody knows
			delay = new long[] { 0, grouped ? 30 : 1, 20, 50, 90 }[random.nextInt(5)];
			letter = letter.withDelay(delay);
		}
		long timeToLive = settings.timeToLive().toMillis();
		if (random.nextInt(8) == 0 || (timeToLive > 0 && timeToLive <= delay)) {
			timeToLive = delay + 25 + random.nextInt(100);
			letter = letter.withTimeToLive(timeToLive);
		}
		if (timeToLive == 0 && random.nextInt(15) == 0) {
			letter = letter.withDeliverAt(now - 50 + random.nextInt(150));
		}
		if (random.nextInt(4) == 0) {
			letter = letter.withMaxAttempts(1 + random.nextInt(4));
		}
		return letter;
	}

}
