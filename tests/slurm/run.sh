#!/bin/sh
# A whole cluster on this machine: munged, slurmctld and slurmd, in a folder of their own. Runs a scenario as a job array by the script that
# kith writes, and compares the bytes with those of one run. Skipped, saying so, where Slurm is not installed. Usage: sh tests/slurm/run.sh KITH
set -e
kith=$(realpath "${1:-build/kith}")
for program in munged slurmctld slurmd sbatch sinfo; do
  PATH=$PATH:/usr/sbin command -v $program >/dev/null || { echo "skipped: $program is not installed (apt install slurm-wlm munge)"; exit 0; }
done
PATH=$(dirname "$kith"):$PATH:/usr/sbin
folder=$(mktemp -d)
host=$(hostname -s)
chmod 755 "$folder"
mkdir "$folder/state" "$folder/spool"

stop() {
  for name in slurmd slurmctld munged; do
    if [ -s "$folder/$name.pid" ]; then kill "$(cat "$folder/$name.pid")" 2>/dev/null || true; fi
  done
  sleep 1
  rm -rf "$folder"
}
trap stop EXIT

# Keys and sockets of its own: nothing of a cluster that is there is touched.
dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$folder/munge.key"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" \
  --seed-file="$folder/munge.seed"
cat >"$folder/slurm.conf" <<CONF
ClusterName=kith
SlurmctldHost=$host
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=$(id -un)
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=$host CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
slurmctld
slurmd
for _ in 1 2 3 4 5 6 7 8 9 10; do
  sinfo -h -o %t 2>/dev/null | grep -q '^\(idle\|mix\)' && break
  sleep 1
done
sinfo -h -o 'the cluster is %t'

cd "$folder"
kith new --example restaurant trattoria --today 2026-07-01 >/dev/null
cd trattoria
run="kith simulate staffing --as-of 2026-07-01 --runs 400"
$run --results one.sim --format csv >one.csv
$run --results all.sim --slurm 3 --out job.sh
sbatch --wait --output="$folder/job-%a.log" job.sh
cat "$folder"/job-*.log
kith simulate merge all.sim.part-* --results all.sim --format csv >all.csv
cmp one.sim all.sim
cmp one.csv all.csv
echo "a job array of 3 shards: the bytes of one run"
