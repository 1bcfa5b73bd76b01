package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.Locale;

import io.github.redisqueues.internal.monitor.QueueForecast;
import io.github.redisqueues.internal.monitor.QueueRates;
import org.jspecify.annotations.Nullable;

/**
 * How the backlog of a queue develops, as the endpoint shows it.
 *
 * @param verdict empty, empty_at, never or unknown
 * @param growthPerSecond by how many messages a second the backlog grows, negative if it
 * shrinks, null if it is not known yet
 * @param inPerSecond how many messages a second come to the queue, null if that is not
 * known
 * @param outPerSecond how many messages a second leave it, null if that is not known
 * @param emptyAt when the backlog is gone at this rate, null if it is never or is not
 * known
 */
public record ForecastDescriptor(String verdict, @Nullable Double growthPerSecond, @Nullable Double inPerSecond,
		@Nullable Double outPerSecond, @Nullable Instant emptyAt) {

	static ForecastDescriptor of(QueueForecast forecast) {
		return new ForecastDescriptor(forecast.verdict().name().toLowerCase(Locale.ROOT),
				forecast.growth().isPresent() ? forecast.growth().getAsDouble() : null,
				forecast.rates().map(QueueRates::in).orElse(null), forecast.rates().map(QueueRates::out).orElse(null),
				forecast.emptyAt().orElse(null));
	}

}
