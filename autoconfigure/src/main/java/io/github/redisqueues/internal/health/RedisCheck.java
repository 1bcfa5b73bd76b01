package io.github.redisqueues.internal.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.redisqueues.internal.redis.RedisProbe;
import io.github.redisqueues.internal.redis.ServerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Asks Redis on another thread, so that the answer has a bound in time. While a question
 * is not answered, no second one is asked. Safe for use by several threads.
 */
final class RedisCheck {

	private final RedisProbe probe;

	private final HealthLimits limits;

	private final BoundedCalls bounded;

	private @Nullable CompletableFuture<Optional<ServerInfo>> pending;

	private long askedAt;

	RedisCheck(RedisProbe probe, HealthLimits limits, BoundedCalls bounded) {
		this.probe = probe;
		this.limits = limits;
		this.bounded = bounded;
	}

	/**
	 * Finds out whether Redis answers, is safe and wakes this process.
	 * @return whether it answers
	 */
	boolean check(Findings findings) {
		CompletableFuture<Optional<ServerInfo>> question = question();
		try {
			Optional<ServerInfo> info = this.bounded.await(question);
			findings.detail("redis", "answers");
			checkPolicy(info, findings);
			checkSubscription(findings);
			return true;
		}
		catch (TimeoutException ex) {
			problem(findings, "Redis has not answered for " + sinceQuestion().toSeconds() + " s");
		}
		catch (ExecutionException ex) {
			problem(findings, "Redis cannot be reached: " + reason(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			problem(findings, "The check was interrupted while it waited for Redis");
		}
		return false;
	}

	private static void problem(Findings findings, String problem) {
		findings.detail("redis", "does not answer");
		findings.problem(problem);
	}

	private synchronized CompletableFuture<Optional<ServerInfo>> question() {
		CompletableFuture<Optional<ServerInfo>> question = this.pending;
		if (question == null || question.isDone()) {
			question = this.bounded.begin(this.probe::ask);
			this.pending = question;
			this.askedAt = System.nanoTime();
		}
		return question;
	}

	private synchronized Duration sinceQuestion() {
		return Duration.ofNanos(System.nanoTime() - this.askedAt);
	}

	private static String reason(ExecutionException failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	private void checkPolicy(Optional<ServerInfo> info, Findings findings) {
		if (info.isEmpty()) {
			findings.detail("evictionPolicy", "not known, as the user may not ask");
			return;
		}
		List<String> unsafe = info.get().evictionPolicies();
		findings.detail("evictionPolicy", unsafe.isEmpty() ? "noeviction" : String.join(", ", unsafe));
		if (!unsafe.isEmpty()) {
			String problem = "Redis may evict messages when its memory is full: set maxmemory-policy to noeviction";
			if (this.limits.requiresNoEviction()) {
				findings.problem(problem);
			}
			else {
				findings.warning(problem);
			}
		}
	}

	private void checkSubscription(Findings findings) {
		Optional<Boolean> standing = this.probe.isSubscribed();
		findings.detail("subscription", standing.map((stands) -> stands ? "standing" : "lost").orElse("not needed"));
		if (standing.isPresent() && !standing.get()) {
			findings.warning("The subscription to wake-ups is lost: idle listeners look for messages every 5 s only");
		}
	}

}
