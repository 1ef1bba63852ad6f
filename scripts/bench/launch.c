/* launch ROUNDS SECONDS COMMAND... [:: COMMAND...]...
 *
 * Starts the commands in turn, ROUNDS times round but no longer than SECONDS, and prints for every run: the
 * command's number from 0, its CPU and wall time in nanoseconds, its peak memory in KiB and its exit status
 * (128 + signal where one ended it).
 *
 * In C and linked statically, because the kernel counts the memory of whoever forks as the child's until the
 * child executes its program (getrusage(2), ru_maxrss): of a larger launcher nothing else would be seen. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 64 };

static long long of_timeval(struct timeval t)
{
    return t.tv_sec * 1000000000LL + t.tv_usec * 1000LL;
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void become(char **command)
{
    int nothing = open("/dev/null", O_RDWR);
    for (int number = 0; number <= 2; number++)
        dup2(nothing, number);
    close(nothing);
    execv(command[0], command);
    _exit(127);
}

static void run(int number, char **command)
{
    long long start = now();
    pid_t child = fork();
    if (child == 0)
        become(command);
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("launch");
        exit(1);
    }
    long long wall = now() - start;
    printf("%d %lld %lld %ld %d\n", number, of_timeval(used.ru_utime) + of_timeval(used.ru_stime), wall,
           used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int main(int count, char **arguments)
{
    char **commands[MOST];
    int many = 0, rounds = count > 3 ? atoi(arguments[1]) : 0;
    for (int at = 3, begin = 3; at <= count; at++)
        if (at == count || strcmp(arguments[at], "::") == 0) {
            if (at == begin || many == MOST)
                rounds = 0;
            else
                commands[many++] = &arguments[begin];
            arguments[at] = NULL;
            begin = at + 1;
        }
    if (rounds <= 0) {
        fputs("usage: launch ROUNDS SECONDS COMMAND... [:: COMMAND...]...\n", stderr);
        return 2;
    }
    long long end = now() + atoi(arguments[2]) * 1000000000LL;
    for (int round = 0; round < rounds && now() < end; round++)
        for (int number = 0; number < many; number++)
            run(number, commands[number]);
    return 0;
}
