package io.github.redisqueues.internal.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Reads what the endpoint shows of one queue. Safe for use by several threads.
 */
final class QueueReads {

	/**
	 * Messages on a page unless the caller says otherwise.
	 */
	static final int PAGE = 20;

	/**
	 * Most messages on a page.
	 */
	static final int LARGEST_PAGE = 200;

	/**
	 * How many messages a search looks at.
	 */
	static final int SEARCHED = 2_000;

	/**
	 * How many dead letters are grouped.
	 */
	static final int GROUPED = 10_000;

	private static final int BATCH = 500;

	/**
	 * What follows the message in the reason of a dead letter.
	 */
	private static final Pattern FRAMES = Pattern.compile("\n\t(?:at|in version) .*");

	private final MessageViews views;

	private final QueueMonitor monitor;

	QueueReads(MessageViews views, QueueMonitor monitor) {
		this.views = views;
		this.monitor = monitor;
	}

	QueueDescriptor describe(RedisQueue<?> queue) {
		QueueDiagnosis diagnosis = queue.diagnose();
		return (diagnosis.verdict() == QueueDiagnosis.Verdict.REDIS_UNAVAILABLE)
				? QueueDescriptor.failed(queue, diagnosis.explanation()) : QueueDescriptor.of(queue, queue.stats(),
						diagnosis, ForecastDescriptor.of(this.monitor.forecast(queue.name())));
	}

	HistoryDescriptor history(RedisQueue<?> queue) {
		return HistoryDescriptor.of(queue.name(), this.monitor.history(queue.name()));
	}

	DeadGroupsDescriptor deadGroups(RedisQueue<?> queue) {
		return DeadGroupsDescriptor.of(queue.name(), queue.deadLetters().groups(GROUPED));
	}

	RedriveJobsDescriptor jobs(RedisQueue<?> queue) {
		return RedriveJobsDescriptor.of(queue.name(), queue.deadLetters().redriveJobs());
	}

	/**
	 * Reads a page of messages.
	 * @param visible whether the reader may see payloads
	 */
	MessagePage messages(RedisQueue<?> queue, MessageQuery query, boolean visible) {
		QueueStats stats = queue.stats();
		return switch (query.state()) {
			case "ready" -> page(queue, query, visible, stats.ready(),
					(from, count) -> queued(queue.browse(from, within(count, from, stats.ready())), visible));
			case "delayed" -> page(queue, query, visible, stats.delayed(),
					(from, count) -> queued(queue.browse((int) stats.ready() + from, count), visible));
			case "in_flight" -> page(queue, query, visible, stats.inFlight(),
					(from, count) -> queued(queue.browseInFlight(from, count), visible));
			case "dead" -> page(queue, query, visible, stats.dead(),
					(from, count) -> queue.deadLetters()
						.browse(from, count)
						.stream()
						.map((dead) -> this.views.of(dead, visible))
						.toList());
			default -> throw new InvalidEndpointRequestException("Unknown state " + query.state(),
					"state must be ready, delayed, in_flight or dead, but is " + query.state());
		};
	}

	private static int within(int count, int from, long total) {
		return (int) Math.max(0, Math.min(count, total - from));
	}

	private List<MessageDescriptor> queued(List<? extends io.github.redisqueues.queue.QueuedMessage<?>> messages,
			boolean visible) {
		return messages.stream().map((message) -> this.views.of(message, visible)).toList();
	}

	private MessagePage page(RedisQueue<?> queue, MessageQuery query, boolean visible, long total,
			BiFunction<Integer, Integer, List<MessageDescriptor>> browse) {
		String search = query.search();
		if (search == null || search.isBlank()) {
			return new MessagePage(queue.name(), query.state(), total, query.offset(), 0, visible,
					browse.apply(query.offset(), query.limit()));
		}
		List<MessageDescriptor> found = new ArrayList<>();
		int searched = 0;
		while (searched < SEARCHED && found.size() < query.offset() + query.limit()) {
			List<MessageDescriptor> batch = browse.apply(searched, BATCH);
			batch.stream().filter((message) -> matches(message, search.toLowerCase(Locale.ROOT))).forEach(found::add);
			searched += batch.size();
			if (batch.size() < BATCH) {
				break;
			}
		}
		int from = Math.min(query.offset(), found.size());
		return new MessagePage(queue.name(), query.state(), total, query.offset(), searched, visible,
				List.copyOf(found.subList(from, Math.min(found.size(), from + query.limit()))));
	}

	/**
	 * Searches in what is shown only, so that a search tells nobody what a hidden payload
	 * has in it.
	 */
	private static boolean matches(MessageDescriptor message, String search) {
		return contains(message.id(), search) || contains(message.group(), search)
				|| contains(withoutFrames(message.reason()), search) || contains(message.traceId(), search)
				|| message.headers()
					.entrySet()
					.stream()
					.anyMatch((header) -> contains(header.getKey(), search) || contains(header.getValue(), search))
				|| contains(message.payload(), search);
	}

	/**
	 * Returns a reason without the stack frames and the version that follow its message,
	 * because they have words in them that have nothing to do with the message.
	 */
	private static @Nullable String withoutFrames(@Nullable String reason) {
		return (reason == null) ? null : FRAMES.matcher(reason).replaceAll("");
	}

	private static boolean contains(@Nullable Object value, String search) {
		return value != null && Objects.toString(value).toLowerCase(Locale.ROOT).contains(search);
	}

}
