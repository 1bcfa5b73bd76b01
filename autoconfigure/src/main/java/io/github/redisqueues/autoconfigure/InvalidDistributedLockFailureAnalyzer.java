package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.lock.aop.InvalidDistributedLockException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a mistake in a {@link io.github.redisqueues.lock.DistributedLock}.
 */
final class InvalidDistributedLockFailureAnalyzer extends AbstractFailureAnalyzer<InvalidDistributedLockException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidDistributedLockException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), cause);
	}

}
