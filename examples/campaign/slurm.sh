#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A Slurm array. To submit 64 shards, and what adds them up when the last one has ended:
#
#   id=$(sbatch --parsable --array=1-64 slurm.sh)
#   sbatch --dependency="afterany:$id" --wrap 'npx hmm-pfn merge shard-*.txt'
#
# A shard that was preempted goes on where it was: its journal is in a folder of its own.
#SBATCH --job-name=hmm-pfn
#SBATCH --cpus-per-task=8
#SBATCH --requeue
n=$SLURM_ARRAY_TASK_ID
resume=
[ -e "journal-$n/journal.jsonl" ] && resume=--resume
npx hmm-pfn campaign --seed 7 --runs 100000000 --scope 3 --jobs "$SLURM_CPUS_PER_TASK" \
  --store "journal-$n" $resume --shard "$n/$SLURM_ARRAY_TASK_COUNT" --result "shard-$n.txt"
