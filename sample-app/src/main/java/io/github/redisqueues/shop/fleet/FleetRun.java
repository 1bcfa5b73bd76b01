package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.shop.StartupRun;
import io.github.redisqueues.shop.change.ChangeTable;
import io.github.redisqueues.shop.price.Supplier;
import io.github.redisqueues.shop.till.Shelf;
import io.github.redisqueues.shop.till.Till;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Starts a second instance after the opening run, lets both work on shared data with and
 * without locks, and prints a report.
 */
@Component
@Order(2)
@ConditionalOnBooleanProperty(name = "shop.opening-run", matchIfMissing = true)
class FleetRun extends StartupRun {

	private final ApplicationContext context;

	private final Shelf shelf;

	private final Supplier supplier;

	private final ChangeTable changeTable;

	private volatile @Nullable FleetReport report;

	FleetRun(ApplicationContext context, Shelf shelf, Supplier supplier, ChangeTable changeTable) {
		this.context = context;
		this.shelf = shelf;
		this.supplier = supplier;
		this.changeTable = changeTable;
	}

	@Override
	protected void run() throws InterruptedException {
		long start = System.nanoTime();
		try (ConfigurableApplicationContext second = SecondInstance.start(this.context.getEnvironment())) {
			FleetReport report = run(List.of(Instance.of(this.context), Instance.of(second)), start);
			this.report = report;
			System.out.println(report);
		}
	}

	private FleetReport run(List<Instance> instances, long start) throws InterruptedException {
		List<String> earlier = CountingRound.ticks(instances);
		Sale guarded = Sale.hold("with @DistributedLock", this.shelf, instances, Till::sell);
		Sale unguarded = Sale.hold("without a lock", this.shelf, instances, Till::sellWithoutLock);
		PriceCheck prices = PriceCheck.make(this.supplier, instances);
		OfferRound offer = OfferRound.make(instances);
		ChangeRound changes = ChangeRound.run(this.changeTable, instances);
		StaleWriter staleWriter = StaleWriter.watch(this.changeTable, instances.get(0), instances.get(1));
		CountingRound counting = CountingRound.await(instances, earlier);
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		return new FleetReport(took, guarded, unguarded, prices, offer, changes, staleWriter, counting);
	}

	Optional<FleetReport> report() {
		return Optional.ofNullable(this.report);
	}

}
