// The dead letters of a queue, by what they died of, and the jobs that redrive them.

import { redriveButton, redriveJobs } from './redrive.js';
import { element, format, replace, table } from './view.js';

/**
 * The dead letters of a queue.
 * @param paths groups, jobs, start and stop: the paths at the endpoint
 */
export function deadLetters(name, paths, tools) {
	const groups = element('div', {});
	const note = element('p.failure', { role: 'alert' });
	const jobs = redriveJobs(name, paths, tools);
	const button = (label, which, filter, snapshot) =>
		redriveButton(label, paths.start, which, filter, snapshot.writable, tools, note);
	return {
		element: element('div', {}, jobs.element, note, groups),
		async update(snapshot) {
			jobs.update(snapshot);
			try {
				const found = await tools.ask(paths.groups);
				replace(groups, table('Dead letters by what they died of', [
					{ title: 'Died of', cell: (row) => (row.exception ? element('code', {}, row.exception) : row.reason) },
					{ title: 'Where', cell: (row) => (row.location ? element('code', {}, row.location) : '–') },
					{ title: 'Count', number: true, cell: (row) => format.number(row.count) },
					{ title: 'First', cell: (row) => format.moment(row.firstDied) },
					{ title: 'Last', cell: (row) => format.moment(row.lastDied) },
					{ title: 'First in version', cell: (row) => row.firstVersion ?? '–' },
					{ title: 'Latest reason', cell: (row) => row.latestReason },
					{ title: 'Actions', cell: (row) => button('Redrive these', `of "${name}" ${row.exception ? `that died of ${row.exception}` : `with the reason ${row.reason}`}`
						+ `${row.location ? ` in ${row.location}` : ''}, such as "${row.latestReason}"`, { fingerprint: row.fingerprint }, snapshot) },
				], found.groups, ''), found.examined < found.total
					? element('p.soft', {}, `Of the latest ${format.number(found.examined)} of ${format.count(found.total, 'dead letter')}.`) : null,
				found.total > 0 ? element('div.bar', {}, button('Redrive all', `of "${name}"`, { all: true }, snapshot)) : null);
			}
			catch (failure) {
				replace(groups, element('p.failure', {}, failure.message));
			}
		},
	};
}
